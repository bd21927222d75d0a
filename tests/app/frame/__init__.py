"""Tests of app.frame."""
