/* SPDX-License-Identifier: BSD-3-Clause */
/* vm.c: a guest's XML, its life and a shell inside; see vm.h. */
#include "vm.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"

#define XML_MAX      8192
#define BOOT_MS      120000 /* 10 s on an idle machine; emulation shares a busy one badly */
#define ANSWER_MS    35000
#define NIC_XML_MAX  512
#define TEST_CHANNEL "org.vferry.test.0"
#define PORTS        10 /* PCIe root ports: every hot-plugged device takes one */

static const char *const mode_names[] = {
        [VM_VFERRY] = "vferry",
        [VM_PLAIN] = "plain",
        [VM_BOND] = "bond",
        [VM_EMPTY] = "none",
};

const char *
vm_mac(unsigned int pair)
{
	static const char *const macs[VM_PAIRS_MAX] = {"52:54:00:aa:00:01", "52:54:00:aa:00:02"};

	return macs[pair];
}

static int
nic_xml(unsigned int pair, const char *model, const char *bridge, const char *alias, char *xml, size_t size)
{
	return snprintf(xml, size,
	                "<interface type='bridge'><mac address='%s'/><source bridge='%s'/><model type='%s'/>"
	                "<alias name='ua-%s%u'/><rom enabled='no'/></interface>\n",
	                vm_mac(pair), bridge, model, alias, pair);
}

int
vm_vf_xml(unsigned int pair, const char *bridge, char *xml, size_t size)
{
	return nic_xml(pair, "igb", bridge == NULL ? "vf0" : bridge, "vf", xml, size);
}

static void
devices_xml(const struct vm_options *options, unsigned int pairs, char *xml, size_t size)
{
	size_t n = 0;

	for (unsigned int i = 1; i <= PORTS; i++)
		n += (size_t)snprintf(xml + n, size - n,
		                      "<controller type='pci' index='%u' model='pcie-root-port'/>", i);
	for (unsigned int i = 0; i < pairs; i++) {
		if (!options->no_backup)
			n += (size_t)nic_xml(i, "virtio", "br0", "backup", xml + n, size - n);
		if (!options->no_vf)
			n += (size_t)vm_vf_xml(i, options->vf_bridge, xml + n, size - n);
	}
	if (!options->no_channel)
		snprintf(xml + n, size - n,
		         "<channel type='unix'><target type='virtio' name='org.vferry.0'/></channel>");
}

int
vm_start(struct host *host, const char *name, const struct vm_options *options, struct err *err)
{
	unsigned int pairs = options->pairs == 0 ? 1 : options->pairs;
	const char *image = getenv("VFERRY_IMAGE");
	char devices[XML_MAX / 2], xml[XML_MAX];
	virDomainPtr domain;

	if (image == NULL)
		return err_set(err, -ENOENT, "this is not the lab: run it through qemu-tests/lab/in-lab.sh");
	devices_xml(options, pairs, devices, sizeof(devices));
	snprintf(xml, sizeof(xml),
	         "<domain type='qemu'><name>%s</name><memory unit='MiB'>512</memory><vcpu>2</vcpu>"
	         "<os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type><kernel>%s/vmlinux</kernel>"
	         "<initrd>%s/initramfs.cpio</initrd>"
	         "<cmdline>console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable audit=0 "
	         "cryptomgr.notests vferry.mode=%s vferry.pairs=%s%s%s</cmdline></os>"
	         "<features><acpi/><apic/></features>"
	         "<cpu mode='custom' match='exact' check='none'><model "
	         "fallback='forbid'>Nehalem</model><feature policy='require' name='rdrand'/></cpu>"
	         "<on_reboot>destroy</on_reboot><on_crash>destroy</on_crash>"
	         "<devices><emulator>/usr/bin/qemu-system-x86_64</emulator><controller type='usb' "
	         "model='none'/>"
	         "<serial type='file'><source path='/var/log/libvirt/%s.console' append='on'/></serial>"
	         "<channel type='unix'><target type='virtio' name='" TEST_CHANNEL "'/></channel>"
	         "%s<memballoon model='none'/></devices></domain>",
	         name, image, image, mode_names[options->mode], vm_mac(0), pairs > 1 ? "," : "",
	         pairs > 1 ? vm_mac(1) : "", name, devices);
	domain = virDomainCreateXML(host->conn, xml, 0);
	if (domain == NULL)
		return err_set(err, -EIO, "%s does not start %s: %s", host->name, name,
		               virGetLastErrorMessage());
	virDomainFree(domain);
	return 0;
}

void
vm_destroy(struct host *host, const char *name)
{
	virDomainPtr domain = host->conn == NULL ? NULL : virDomainLookupByName(host->conn, name);

	if (domain == NULL)
		return;
	virDomainDestroy(domain);
	virDomainFree(domain);
}

/* The channel's socket as libvirt names it by itself; it is asked directly because that wait can have a
 * deadline. */
static int
open_channel(struct host *host, const char *name, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	virDomainPtr domain = host->conn == NULL ? NULL : virDomainLookupByName(host->conn, name);
	int fd;

	if (domain == NULL)
		return err_set(err, -ENOENT, "%s has no guest %s", host->name, name);
	snprintf(address.sun_path, sizeof(address.sun_path),
	         "%s/run/libvirt/qemu/channel/%u-%s/" TEST_CHANNEL, host->dir, virDomainGetID(domain), name);
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

/* One line into line, without its end. False when the deadline passed or the other end hung up. */
static bool
read_line(int fd, uint64_t deadline_us, char *line, size_t size)
{
	size_t n = 0;
	char c;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		uint64_t now = clock_us();

		if (now >= deadline_us || poll(&p, 1, (int)((deadline_us - now) / 1000) + 1) <= 0 ||
		    read(fd, &c, 1) != 1)
			return false;
		if (c == '\n')
			break;
		if (n < size - 1)
			line[n++] = c;
	}
	line[n] = '\0';
	return true;
}

static int
read_answer(int fd, unsigned long id, uint64_t deadline_us, char *output, size_t size)
{
	char line[1024], prefix[32];
	size_t n = 0, length;

	length = (size_t)snprintf(prefix, sizeof(prefix), "%lu ", id);
	if (size > 0)
		output[0] = '\0';
	while (read_line(fd, deadline_us, line, sizeof(line))) {
		if (strncmp(line, prefix, length) != 0)
			continue;
		if (line[length] == 'x')
			return atoi(line + length + 2);
		if (n < size)
			n += (size_t)snprintf(output + n, size - n, "%s\n", line + length + 2);
	}
	return -ETIMEDOUT;
}

static int
ask(struct host *host, const char *name, const char *command, unsigned int timeout_ms, char *output,
    size_t size, struct err *err)
{
	static unsigned long id;
	int fd = open_channel(host, name, err), code;

	if (fd < 0)
		return fd;
	id++;
	/* The empty line ends what an earlier, broken connection may have left unfinished. */
	dprintf(fd, "\n%lu %s\n", id, command);
	code = read_answer(fd, id, clock_us() + timeout_ms * 1000ull, output, size);
	close(fd);
	if (code == -ETIMEDOUT)
		err_set(err, code, "guest %s did not answer '%s' within %u ms", name, command, timeout_ms);
	return code;
}

int
vm_run(struct host *host, const char *name, const char *command, char *output, size_t size, struct err *err)
{
	return ask(host, name, command, ANSWER_MS, output, size, err);
}

int
vm_testpmd(struct host *host, const char *name, const char *line, struct err *err)
{
	char command[256];

	snprintf(command, sizeof(command), "echo '%s' > /tmp/commands", line);
	return vm_run(host, name, command, NULL, 0, err);
}

int
vm_wait(struct host *host, const char *name, enum vm_mode mode, struct err *err)
{
	uint64_t deadline = clock_us() + BOOT_MS * 1000ull;
	const char *ready = mode == VM_EMPTY ? "true" : "grep -q 'testpmd>' /tmp/testpmd.log";

	while (clock_us() < deadline) {
		/* The first question is answered when the guest has booted; the others at once. */
		if (ask(host, name, ready, BOOT_MS, NULL, 0, err) == 0)
			return 0;
		clock_sleep_ms(100);
	}
	return err_set(err, -ETIMEDOUT, "guest %s was not ready within %d s", name, BOOT_MS / 1000);
}

bool
vm_runs(struct host *host, const char *name)
{
	virDomainPtr domain = host->conn == NULL ? NULL : virDomainLookupByName(host->conn, name);
	int state = -1, reason;

	if (domain == NULL)
		return false;
	virDomainGetState(domain, &state, &reason, 0);
	virDomainFree(domain);
	return state == VIR_DOMAIN_RUNNING;
}

bool
vm_wait_incoming(struct host *host, const char *name, unsigned int timeout_ms)
{
	uint64_t deadline = clock_us() + timeout_ms * 1000ull;
	virDomainPtr domain;

	do {
		domain = virDomainLookupByName(host->conn, name);
		if (domain != NULL) {
			virDomainFree(domain);
			return true;
		}
		clock_sleep_ms(20);
	} while (clock_us() < deadline);
	return false;
}

bool
vm_has(struct host *host, const char *name, const char *alias)
{
	virDomainPtr domain = host->conn == NULL ? NULL : virDomainLookupByName(host->conn, name);
	char wanted[64], *xml;
	bool found;

	if (domain == NULL)
		return false;
	xml = virDomainGetXMLDesc(domain, 0);
	virDomainFree(domain);
	snprintf(wanted, sizeof(wanted), "<alias name='%s'/>", alias);
	found = xml != NULL && strstr(xml, wanted) != NULL;
	free(xml);
	return found;
}

int
vm_migrate(struct host *from, struct host *to, const char *name, struct err *err)
{
	virDomainPtr domain = virDomainLookupByName(from->conn, name), moved;

	if (domain == NULL)
		return err_set(err, -ENOENT, "%s has no guest %s", from->name, name);
	moved = virDomainMigrate3(domain, to->conn, NULL, 0, VIR_MIGRATE_LIVE);
	virDomainFree(domain);
	if (moved == NULL)
		return err_set(err, -EIO, "%s did not migrate to %s: %s", name, to->name,
		               virGetLastErrorMessage());
	virDomainFree(moved);
	return 0;
}
