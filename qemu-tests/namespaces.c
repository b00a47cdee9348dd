/* SPDX-License-Identifier: BSD-3-Clause */
/* namespaces.c: the lab's first form, whose hosts are namespaces of this machine; see lab_form.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lab_form.h"
#include "run.h"

#define COMMAND_MS 90000

static const char *
lacks(void)
{
	return NULL;
}

static int
set_up(struct host *host, struct err *err)
{
	(void)host;
	(void)err;
	return 0;
}

static int
run(const struct host *host, const char *command, char *output, size_t size, struct err *err)
{
	char holder[16];
	const char *argv[] = {"nsenter", "-t", holder, "--all", "bash", "-c", command, NULL};
	int pid = lab_holder(host);

	if (pid == 0)
		return err_set(err, -EHOSTDOWN, "%s is off", host->name);
	snprintf(holder, sizeof(holder), "%d", pid);
	return run_program(argv, COMMAND_MS, output, size, err);
}

/* The channel's socket as libvirt names it by itself; it is asked directly because that wait can have a
 * deadline. */
static int
open_channel(struct host *host, const char *guest, const char *channel, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	virDomainPtr domain = host->conn == NULL ? NULL : virDomainLookupByName(host->conn, guest);
	int fd;

	if (domain == NULL)
		return err_set(err, -ENOENT, "%s has no guest %s", host->name, guest);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/run/libvirt/qemu/channel/%u-%s/%s",
	         host->dir, virDomainGetID(domain), guest, channel);
	virDomainFree(domain);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		int code = -errno;

		if (fd >= 0)
			close(fd);
		return err_set(err, code, "cannot reach the guest by %s: %s", address.sun_path,
		               strerror(-code));
	}
	return fd;
}

const struct lab_form namespaces_form = {
        .scripts = ".",
        .uri = "qemu+unix:///system?socket=/run/vferry/%s/run/libvirt/libvirt-sock",
        .rate = 2000,
        .rate_all = 8000,
        .round_s = 60,
        .cross_ms = 120000,
        .vf_ms = 20000,
        .hosts = "libvirt hosts, namespaces of this machine,",
        .vf = "an emulated igb in the place of the VF",
        .note = "",
        .lacks = lacks,
        .set_up = set_up,
        .run = run,
        .open_channel = open_channel,
};
