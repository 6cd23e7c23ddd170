"""An invented article in English, for pages of several tests."""

from __future__ import annotations

URL = "https://www.stonetown.example/news/quay-123"
LONG = (
    "The quay of Stonetown has twelve new lamps since Monday, which the council had promised for ten years.",
    "Two workers from the harbour office put them up in three nights, while the water was low enough.",
    "“We can walk home by the river again,” said the keeper of the inn, who opens at six in the morning.",
    "In the autumn a thirteenth lamp will follow at the far end of the quay, where the ferry used to land.",
)
SHORT = LONG[:1]
