"""The shop's own settings, but static files are not compressed: that takes longer than all the rest
of a start, and whether it works is not in question.
"""

from site_config.settings import *  # noqa: F403
from site_config.settings import WHITENOISE_SKIP_COMPRESS_EXTENSIONS

TEXTS = ["js", "css", "svg", "txt", "json", "html", "md", "ts", "yaml"]
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*WHITENOISE_SKIP_COMPRESS_EXTENSIONS, *TEXTS]
