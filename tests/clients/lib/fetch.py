"""A feed's bytes, from an address or a file."""
import os, re, tempfile, urllib.request


def get(feed):
    """(bytes, path, url or None)"""
    if re.match(r"^(https?|webcals?)://", feed):
        u = re.sub(r"^webcal", "http", feed)
        with urllib.request.urlopen(urllib.request.Request(u, headers={"User-Agent": "feed-interop/1", "Accept": "text/calendar"}), timeout=60) as r:
            raw = r.read()
        f = tempfile.NamedTemporaryFile(suffix=".ics", delete=False)
        f.write(raw)
        f.close()
        return raw, f.name, u
    return open(feed, "rb").read(), os.path.abspath(feed), None
