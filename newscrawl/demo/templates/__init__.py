"""The templates of the demo's four publishing systems: a Story to the HTML of its pages, a list to that of its own."""
