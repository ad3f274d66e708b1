"""`STATUS`: the header of the column of states in an answer to HR; who reads the answer again leaves it out."""

from typing import Final

STATUS: Final = "Kết quả xử lý"
