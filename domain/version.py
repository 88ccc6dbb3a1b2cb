"""The version of the house: the one place where it stands. CHANGELOG has a section for each.

0.9.0: everything that was asked for is built, and no municipality has run it yet. 1.0.0 is the
version that one has run for a month; until then a minor version may change what operators type.
"""

VERSION = "0.9.0"
