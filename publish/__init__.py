"""Open calendars and citizens' pages as static files, in a folder or an object store.

The house computes, a cheap cache serves: every file is what the house itself answers at the same
address, fetched from the application in this process. Secret calendars are never published.
"""
