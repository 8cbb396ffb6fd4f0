from django.urls import path

from schools.views.options import options

app_name = "schools"
urlpatterns = [path("manage/options", options, name="options")]
