/* SPDX-License-Identifier: BSD-3-Clause */
/* wire_text.c: the strings of the guest link: MAC and PCI addresses, and text that is safe to print. See
 * wire.h. */
#include "wire_table.h"

#include <errno.h>
#include <string.h>

static bool
is_lower_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool
is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* A pattern's 'x' stands for a lower-case hex digit, everything else for itself. */
static bool
fits(const char *text, const char *pattern)
{
	for (; *pattern; pattern++, text++)
		if (*pattern == 'x' ? !is_lower_hex(*text) : *text != *pattern)
			return false;
	return *text == '\0';
}

int
wire_mac_parse(const char *text, char mac[18])
{
	char lower[18];

	if (strnlen(text, sizeof(lower)) != sizeof(lower) - 1)
		return -EINVAL;
	for (unsigned int i = 0; i < sizeof(lower); i++)
		lower[i] = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] - 'A' + 'a') : text[i];
	if (!fits(lower, "xx:xx:xx:xx:xx:xx") || strchr("13579bdf", lower[1]) ||
	    !strcmp(lower, "00:00:00:00:00:00"))
		return -EINVAL;
	memcpy(mac, lower, sizeof(lower));
	return 0;
}

bool
wire_is_pci(const char *text)
{
	return fits(text, "xxxx:xx:xx.x") && strchr("01234567", text[11]);
}

bool
wire_is_printable(const char *text)
{
	while (is_printable(*text))
		text++;
	return *text == '\0';
}

void
wire_printable(char *to, size_t size, const char *text)
{
	size_t i;

	for (i = 0; i + 1 < size && text[i]; i++)
		to[i] = is_printable(text[i]) ? text[i] : '?';
	to[i] = '\0';
}

void
wire_text(struct wire_msg *msg, const char *text)
{
	wire_printable(msg->text, sizeof(msg->text), text);
}
