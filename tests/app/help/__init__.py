"""Tests of app.help."""
