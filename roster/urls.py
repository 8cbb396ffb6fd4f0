from django.urls import path

from roster.views.imports import apply_import, check_import, import_progress, import_run, imports

app_name = "roster"
urlpatterns = [
    path("manage/roster", imports, name="imports"),
    path("manage/roster/<int:run_id>", import_run, name="import"),
    path("manage/roster/<int:run_id>/progress", import_progress, name="import-progress"),
    path("manage/roster/<int:run_id>/apply", apply_import, name="import-apply"),
    path("manage/roster/<int:run_id>/check", check_import, name="import-check"),
]
