"""The demo town: invented people in real places, for trying out, pictures and load."""
