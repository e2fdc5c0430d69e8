"""One module per format: values in, bytes out. None of them sorts, filters, decides or reads the clock."""
