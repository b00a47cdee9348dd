/* SPDX-License-Identifier: BSD-3-Clause */
/* text.c: see text.h. */
#include "text.h"

#include <stdbool.h>

static bool
is_continuation(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* Bytes of the UTF-8 character at s that a terminal only shows; 0 when there is none. */
static size_t
printable(const unsigned char *s)
{
	size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	if (s[0] < 0x20 || s[0] == 0x7f || (s[0] >= 0x80 && s[0] < 0xc2))
		return 0;
	for (size_t i = 1; i < n; i++)
		if (!is_continuation(s[i]))
			return 0;
	return n == 2 && s[0] == 0xc2 && s[1] < 0xa0 ? 0 : n;
}

char *
text_clean(char *text)
{
	unsigned char *s = (unsigned char *)text;

	while (*s) {
		size_t n = printable(s);

		if (!n)
			*s = '?';
		s += n ? n : 1;
	}
	return text;
}

size_t
text_columns(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += !is_continuation((unsigned char)*text);
	return n;
}

void
text_clip(char *text, size_t columns)
{
	for (; *text; text++)
		if (!is_continuation((unsigned char)*text) && columns-- == 0) {
			*text = '\0';
			return;
		}
}
