"""Italian without a zero before the day, as people write a date in a sentence."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
