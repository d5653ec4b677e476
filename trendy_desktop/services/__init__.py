"""What the shop can do. Verbs of the shop over the books and the vault; no Qt, no SQL, no cryptography."""
