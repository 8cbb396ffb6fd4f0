from django.urls import path

from accounts.views.choose_password import choose_password
from accounts.views.sign_in import sign_in, sign_out

app_name = "accounts"
urlpatterns = [
    path("sign-in", sign_in, name="sign-in"),
    path("sign-out", sign_out, name="sign-out"),
    path("choose-password", choose_password, name="choose-password"),
]
