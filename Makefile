# For those who like make; each target is the script of the same name, which needs no make.
.PHONY: setup demo test lint bench lock live-zimbra mailstack package audit

setup demo test lint bench lock live-zimbra mailstack package audit:
	@./scripts/$@
