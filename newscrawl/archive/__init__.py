"""The archive: WARC files written byte for byte and read back, checked, indexed and cited."""
