/* SPDX-License-Identifier: BSD-3-Clause */
/* sriov.c: the lab's second form; see lab_form.h and sriov.h. Neighbour: sriov_channel.c has the guests'
 * channels. */
#include "sriov.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "lab_form.h"
#include "line.h"
#include "run.h"

#define ANSWER_MS 65000

static int
run(const struct host *host, const char *command, char *output, size_t size, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), code;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/lab", host->dir);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		code = err_set(err, -errno, "%s is off: %s", host->name, strerror(errno));
		if (fd >= 0)
			close(fd);
		return code;
	}
	code = line_ask(fd, command, clock_us() + ANSWER_MS * 1000ull, output, size);
	close(fd);
	if (code == -ETIMEDOUT)
		err_set(err, code, "%s did not answer '%s'", host->name, command);
	return code;
}

/*
 * Of two readings the kernel's own: since when it runs, and what that is in real time. Its clock was set to a
 * whole second at boot; QEMU's events are stamped with it.
 */
static int
compare_clocks(struct host *host, struct err *err)
{
	static const char command[] = "awk '/^now at/ { now = $3 } /ktime_get_real/ { real = 1 } "
	                              "real && /offset:/ { print now, $2; exit }' /proc/timer_list";
	uint64_t before = clock_read(CLOCK_REALTIME), after, now, offset;
	char text[128];
	int code = run(host, command, text, sizeof(text), err);

	after = clock_read(CLOCK_REALTIME);
	if (code < 0)
		return code;
	if (code > 0 || sscanf(text, "%lu %lu", &now, &offset) != 2)
		return err_set(err, -EIO, "%s does not tell its time: %s", host->name, text);
	host->ahead_us = (int64_t)((now + offset) / 1000) - (int64_t)(before + (after - before) / 2);
	return 0;
}

static const char *
lacks(void)
{
	const char *argv[] = {"sh", "-c", "qemu-system-x86_64 -device help | grep -q '\"igb\"'", NULL};

	return run_program(argv, ANSWER_MS, NULL, 0, NULL) == 0 ? NULL : "this QEMU has no igb";
}

static int
make_pool(struct host *host, struct err *err)
{
	char pf[32], xml[256];
	virNetworkPtr network;
	int code = run(host, "echo -n $PF", pf, sizeof(pf), err);

	if (code != 0)
		return code < 0 ? code : err_set(err, -EIO, "%s does not tell its PF", host->name);
	pf[strcspn(pf, "\n")] = '\0';
	snprintf(xml, sizeof(xml),
	         "<network><name>" SRIOV_POOL "</name><forward mode='hostdev' managed='yes'>"
	         "<driver name='vfio'/><pf dev='%s'/></forward></network>",
	         pf);
	network = virNetworkCreateXML(host->conn, xml);
	if (network == NULL)
		return err_set(err, -EIO, "%s makes no pool of VFs: %s", host->name,
		               virGetLastErrorMessage());
	virNetworkFree(network);
	return 0;
}

static int
set_up(struct host *host, struct err *err)
{
	int code = make_pool(host, err);

	return code < 0 ? code : compare_clocks(host, err);
}

int
sriov_rival(struct host *host, unsigned int n, struct err *err)
{
	char xml[1024];
	virDomainPtr domain;

	snprintf(xml, sizeof(xml),
	         "<domain type='kvm'><name>rival</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>"
	         "<os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type></os><devices>"
	         "<emulator>/usr/bin/qemu-system-x86_64</emulator><controller type='usb' model='none'/>"
	         "<interface type='hostdev' managed='yes'><mac address='52:54:00:bb:00:01'/><source>"
	         "<address type='pci' domain='0' bus='1' slot='0x10' function='%u'/></source>"
	         "<alias name='ua-vf%u'/></interface><interface type='bridge'>"
	         "<mac address='52:54:00:bb:00:02'/><source bridge='br0'/><model type='virtio'/>"
	         "<alias name='ua-backup0'/><rom enabled='no'/></interface><memballoon model='none'/>"
	         "<channel type='unix'><target type='virtio' name='org.vferry.0'/></channel>"
	         "</devices></domain>",
	         SRIOV_VF(n), n);
	domain = virDomainCreateXML(host->conn, xml, 0);
	if (domain == NULL)
		return err_set(err, -EIO, "%s does not start the rival: %s", host->name,
		               virGetLastErrorMessage());
	virDomainFree(domain);
	return 0;
}

const struct lab_form sriov_form = {
        .scripts = "../sriov",
        .uri = "qemu+tls://%s/system?pkipath=/run/vferry/pki",
        .real_vfs = true,
        .rate = 200,
        .rate_all = 200, /* a guest's two processors share one that is emulated itself */
        .round_s = 240,
        .cross_ms = 300000,
        .host_mib = 1331, /* 1.3 GiB */
        .vf_ms = 40000,
        .hosts = "emulated SR-IOV hosts, each with libvirt, KVM and an igb that has VFs,",
        .vf = "a real VF of its host's igb by vfio-pci",
        .note = "  A guest that gets a VF stands still for seconds: its memory is mapped for the device.\n",
        .lacks = lacks,
        .set_up = set_up,
        .run = run,
        .open_channel = sriov_open_channel,
};
