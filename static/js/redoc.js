// Shows our own OpenAPI description with the ReDoc that ships inside django-ninja.
const place = document.getElementById("redoc");
window.Redoc.init(place.dataset.openapi, { hideDownloadButtons: false, disableSearch: false }, place);
