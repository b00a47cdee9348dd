/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * main.c: vferry-hook, which libvirt runs as /etc/libvirt/hooks/qemu.d/vferry with the words DOMAIN OPERATION
 * STAGE EXTRA. On `migrate begin`, a domain that comes in: its XML is on standard input; what is printed is
 * taken instead, and nothing leaves it as it is; any exit code but 0 refuses it, and standard error is the
 * reason that whoever migrates is shown. Everything else ends at once.
 *
 * libvirt waits for the hook while it holds the domain, so the hook never calls libvirt (it is not even
 * linked with it), waits for nobody, and ends within a second. What it answers when that is over is in
 * incoming.h: the domain passes unless names may have to be rewritten and are not yet.
 *
 * VFERRY_CONFIG and VFERRY_HOOK_SOCKET are other places for the configuration and the daemon's socket, for
 * tests: libvirt gives a hook no such variables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "domxml.h"
#include "hooknote.h"
#include "late.h"
#include "names.h"
#include "pipe.h"

#define END_MS  800 /* of the whole; the rest of the second is for the system to start and end a program */
#define READ_MS 500 /* of that for the XML, which libvirt has ready */

static const struct late_answer passes = {0, ""};
static const struct late_answer refuses = {1, "vferry: the hook's time was up before the domain had this "
                                              "host's names for its networks: migrate again\n"};

static const char *
place(const char *variable, const char *usual)
{
	const char *other = getenv(variable);

	return other && other[0] ? other : usual;
}

/* No daemon, no room in its queue: then the daemon finds the domain by itself, only later. */
static void
leave_note(const char *to, const char *domain, const char *uuid)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct hooknote note;
	char text[HOOKNOTE_MAX];
	int fd, size;

	if ((size_t)snprintf(note.domain, sizeof(note.domain), "%s", domain) >= sizeof(note.domain) ||
	    hooknote_set_uuid(&note, uuid) < 0)
		return;
	size = hooknote_write(&note, text, sizeof(text));
	fd = size < 0 ? -1 : socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", place("VFERRY_HOOK_SOCKET", to));
	(void)sendto(fd, text, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL, (const struct sockaddr *)&address,
	             sizeof(address));
	(void)close(fd);
}

/* 0: it may come, and what is to be printed was printed. Negative errno: refused. */
static int
answer(const char *domain, const struct names *names, struct err *err)
{
	struct incoming in = {0};
	struct err why;
	char *xml = NULL;
	size_t size = 0;
	int code = pipe_read(STDIN_FILENO, DOMXML_SIZE_MAX, READ_MS, &xml, &size, &why);

	code = code < 0 ? incoming_unseen(&names->are, &why, err)
	                : incoming_look(xml, size, &names->are, &in, err);
	free(xml);
	if (code == 0 && in.xml)
		code = pipe_write(STDOUT_FILENO, in.xml, strlen(in.xml), err);
	if (code == 0) {
		late_means(&passes);
		leave_note(names->config.socket.hook ? names->config.socket.hook : HOOKNOTE_SOCKET, domain,
		           in.uuid);
	}
	incoming_clear(&in);
	return code;
}

/* Until the configuration is read, whether it has names is open if there is one. */
static int
take_in(const char *domain)
{
	const char *path = place("VFERRY_CONFIG", CONFIG_PATH);
	struct names names;
	struct err err = {0};
	int code;

	late_means(access(path, F_OK) == 0 ? &refuses : &passes);
	late_after(END_MS);
	names_read(path, &names);
	late_means(incoming_rewrites(&names.are) ? &refuses : &passes);
	code = answer(domain, &names, &err);
	if (code < 0)
		(void)fprintf(stderr, "vferry: %s\n", err.text);
	names_clear(&names);
	return code < 0 ? 1 : 0;
}

int
main(int argc, char **argv)
{
	if (argc < 4 || strcmp(argv[2], "migrate") != 0 || strcmp(argv[3], "begin") != 0)
		return 0;
	return take_in(argv[1]);
}
