"""What schemathesis cannot know of our calls from the document. Loaded by its command."""

from datetime import date

import schemathesis
from hypothesis import strategies as st

# The form of a day is that of JSON Schema; that it lies in our years is said in words.
schemathesis.openapi.format("date", st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(str))


@schemathesis.hook
def map_body(context, body):
    """JSON Schema takes 1.0 for an integer; the calls want it written without a point."""
    if isinstance(body, dict) and isinstance(body.get("attempt"), float) and body["attempt"].is_integer():
        return {**body, "attempt": int(body["attempt"])}
    return body
