"""Fuzz targets for nights: they run until they are stopped, or find a crash. Not a part of the tests."""
