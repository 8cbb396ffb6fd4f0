from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path


def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("live\n")


def sign_in(request: HttpRequest) -> HttpResponse:
    user = authenticate(request, username=request.POST["login"], password=request.POST["password"])
    login(request, user)
    return redirect("/")


urlpatterns = [path("live", live), path("sign-in", sign_in)]
