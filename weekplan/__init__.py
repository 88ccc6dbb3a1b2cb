"""The plan of a week as files: .ics, CSV, XLSX and DOCX, for the wall or for staff."""
