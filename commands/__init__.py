"""Commands of `manage.py` for operators, one module per subject."""
