/* SPDX-License-Identifier: BSD-3-Clause */
/* uricheck.c: see uricheck.h. */
#include "vferryd/uricheck.h"

#include <errno.h>
#include <libxml/uri.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* What follows the '+' of a scheme; "": libvirt's own choice, a Unix socket or TLS. */
static const char *const transports[] = {"", "unix", "tls", "tcp", "ssh", "libssh", "libssh2"};

/* Of ssh's and ext's, programs: libvirt takes the names in any case. */
static const char *const programs[] = {"command", "netcat"};

static bool
is_one_of(const char *const *names, size_t n, const char *text)
{
	while (n > 0 && strcasecmp(names[n - 1], text) != 0)
		n--;
	return n > 0;
}

/* Whether a parameter's name, its escapes undone, is a program's. */
static bool
names_program(const char *query)
{
	for (const char *part = query; part; part = strpbrk(part, "&;") ? strpbrk(part, "&;") + 1 : NULL) {
		char *name = xmlURIUnescapeString(part, (int)strcspn(part, "=&;"), NULL);
		bool is = !name || is_one_of(programs, sizeof(programs) / sizeof(programs[0]), name);

		xmlFree(name);
		if (is)
			return true;
	}
	return false;
}

int
uricheck(const char *uri, struct err *err)
{
	xmlURI *parsed = uri ? xmlParseURI(uri) : NULL;
	const char *plus = parsed && parsed->scheme ? strchr(parsed->scheme, '+') : NULL;
	int ret = 0;

	if (!uri)
		return 0;
	if (!parsed || !parsed->scheme)
		ret = err_set(err, -EINVAL, "'%.80s' is no libvirt URI, as qemu+ssh://HOST/system is", uri);
	else if (!is_one_of(transports, sizeof(transports) / sizeof(transports[0]), plus ? plus + 1 : ""))
		ret = err_set(err, -EPERM,
		              "vferryd does not connect by '%.40s': take a Unix socket, ssh, libssh, "
		              "libssh2, tls or tcp",
		              plus + 1);
	else if (names_program(parsed->query_raw))
		ret = err_set(
		        err, -EPERM,
		        "vferryd runs no program that a URI names: leave command and netcat out of '%.80s'",
		        uri);
	xmlFreeURI(parsed);
	return ret;
}
