"""Backups: made, kept, thinned, brought back, and proved."""
