"""The window: what people see and touch. Services give the facts, jobs keep the window free, nothing here knows SQL."""
