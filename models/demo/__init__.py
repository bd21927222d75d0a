"""A believable year of data to look around in; everything and everybody in it is invented."""

from models.demo.book import demo

__all__ = ["demo"]
