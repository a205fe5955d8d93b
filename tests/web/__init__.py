"""Tests of the web app; a package, so that its fixtures stand beside those of all tests."""
