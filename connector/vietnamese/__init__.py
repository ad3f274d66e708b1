"""The Vietnamese language: letters, syllables, names, order. Nothing of mail; every function is pure."""
