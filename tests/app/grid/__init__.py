"""Tests of app.grid.grid."""
