"""All addresses of the site are those of the application."""

from django.urls import include, path

urlpatterns = [path("", include("requests_app.urls"))]

handler400 = "requests_app.web.errors.bad_request"
handler403 = "requests_app.web.errors.permission_denied"
handler404 = "requests_app.web.errors.not_found"
# allauth looks for it here when somebody tries too often.
handler429 = "requests_app.web.errors.too_many_tries"
handler500 = "requests_app.web.errors.server_error"
