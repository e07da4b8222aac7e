"""Dates that readers in every English-speaking country read alike: the month in letters, the time
in 24 hours.
"""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"
