"""The pages behind the tabs. Each stands on its own: it is made with a Desk and imports no other page."""
