from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """Why somebody does not get in, as a sentence for that person. Every form shows it, allauth's too."""
