"""What an answer adds to HR's workbook, so that whoever reads it again can leave it out."""

from typing import Final

STATUS: Final = "Kết quả xử lý"
"""Header of the column of states; always the last one."""
RESULT_TITLE: Final = "KẾT QUẢ ĐỌC DANH SÁCH"
CHECK_TITLE: Final = "NHỮNG CHỖ CẦN KIỂM TRA"
"""Cell A1 of the two sheets in front."""
