"""Data that ships with the program: fonts, icons, catalogue, calendar, regions, pinyin."""
