"""Moments in English as one writes them within a sentence: Django's end with "a.m." and so with two dots."""

DATETIME_FORMAT = "F j, Y, H:i"
TIME_FORMAT = "H:i"
