"""Tests of app.cli.main."""
