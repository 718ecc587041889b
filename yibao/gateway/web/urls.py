"""Address of the page on which a patient confirms a mobile payment; included below ``pay/``."""

from django.urls import path

from . import views

app_name = "gateway-pay"

urlpatterns = [path("<str:ref>/", views.order, name="order")]
