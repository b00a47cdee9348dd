/* SPDX-License-Identifier: BSD-3-Clause */
/* vm.c: a guest's life; see vm.h. Neighbours: vm_xml.c is what it is made of, vm_shell.c the shell inside. */
#include "vm.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "lab_form.h"
#include "vm_xml.h"

#define BOOT_MS 60000 /* 10 s on an idle machine; emulation shares a busy one badly */
#define BOOTS   3u

int
vm_start(struct host *host, const char *name, const struct vm_options *options, struct err *err)
{
	const char *image = getenv("VFERRY_IMAGE");
	struct vm_options here = *options;
	char xml[VM_XML_MAX];
	virDomainPtr domain;

	if (image == NULL)
		return err_set(err, -ENOENT, "this is not the lab: run it through qemu-tests/lab/in-lab.sh");
	here.real_vfs = lab_form()->real_vfs;
	vm_domain_xml(name, image, &here, xml, sizeof(xml));
	domain = virDomainCreateXML(host->conn, xml, 0);
	if (domain == NULL)
		return err_set(err, -EIO, "%s does not start %s: %s", host->name, name,
		               virGetLastErrorMessage());
	virDomainFree(domain);
	return 0;
}

int
vm_define(struct host *host, const char *name, struct err *err)
{
	virDomainPtr domain = virDomainLookupByName(host->conn, name), defined = NULL;
	char *xml = domain == NULL ? NULL : virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);

	if (xml != NULL)
		defined = virDomainDefineXML(host->conn, xml);
	free(xml);
	if (domain != NULL)
		virDomainFree(domain);
	if (defined == NULL)
		return err_set(err, -EIO, "%s does not define %s: %s", host->name, name,
		               virGetLastErrorMessage());
	virDomainFree(defined);
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

/* Waits until testpmd forwards (with VM_EMPTY: until the guest answers). */
static int
wait_ready(struct host *host, const char *name, enum vm_mode mode, struct err *err)
{
	uint64_t deadline = clock_us() + BOOT_MS * 1000ull;
	const char *ready = mode == VM_EMPTY ? "true" : "grep -q 'testpmd>' /tmp/testpmd.log";

	while (clock_us() < deadline) {
		/* The first question is answered when the guest has booted; the others at once. */
		if (vm_ask(host, name, ready, BOOT_MS, NULL, 0, err) == 0)
			return 0;
		clock_sleep_ms(100);
	}
	return err_set(err, -ETIMEDOUT, "guest %s was not ready within %d s", name, BOOT_MS / 1000);
}

/* Now and then an emulated CPU gets no timer interrupt any more, and its kernel stands still before init has
 * run. */
int
vm_boot(struct host *host, const char *name, const struct vm_options *options, struct err *err)
{
	int code = 0;

	for (unsigned int i = 0; i < BOOTS; i++) {
		code = vm_start(host, name, options, err);
		if (code == 0)
			code = wait_ready(host, name, options->mode, err);
		if (code == 0)
			break;
		printf("    %s; %u of %u boots\n", err->text, i + 1, BOOTS);
		vm_destroy(host, name);
	}
	return code;
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
vm_wait_copy(struct host *host, const char *name, unsigned int timeout_ms)
{
	uint64_t deadline = clock_us() + timeout_ms * 1000ull;
	virDomainPtr domain = virDomainLookupByName(host->conn, name);
	virDomainJobInfo job = {0};

	while (domain != NULL && clock_us() < deadline) {
		if (virDomainGetJobInfo(domain, &job) == 0 && job.memProcessed > 0)
			break;
		clock_sleep_ms(20);
	}
	if (domain != NULL)
		virDomainFree(domain);
	return job.memProcessed > 0;
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
vm_plug_nic(struct host *host, const char *name, const struct vm_nic *nic, struct err *err)
{
	virDomainPtr domain = virDomainLookupByName(host->conn, name);
	char xml[VM_NIC_XML_MAX];
	int code;

	if (domain == NULL)
		return err_set(err, -ENOENT, "%s has no guest %s", host->name, name);
	vm_nic_xml(nic, xml, sizeof(xml));
	code = virDomainAttachDeviceFlags(domain, xml, VIR_DOMAIN_AFFECT_LIVE);
	if (code < 0)
		err_set(err, -EIO, "cannot plug the VF in: %s", virGetLastErrorMessage());
	virDomainFree(domain);
	return code < 0 ? -EIO : 0;
}

int
vm_plug(struct host *host, const char *name, struct err *err)
{
	const struct vm_options usual = {.real_vfs = lab_form()->real_vfs};
	struct vm_nic vf = vm_vf(0, &usual);

	return vm_plug_nic(host, name, &vf, err);
}

int
vm_unplug(struct host *host, const char *name, const char *alias, struct err *err)
{
	virDomainPtr domain = virDomainLookupByName(host->conn, name);
	int code;

	if (domain == NULL)
		return err_set(err, -ENOENT, "%s has no guest %s", host->name, name);
	code = virDomainDetachDeviceAlias(domain, alias, VIR_DOMAIN_AFFECT_LIVE);
	virDomainFree(domain);
	return code < 0 ? err_set(err, -EIO, "cannot unplug %s: %s", alias, virGetLastErrorMessage()) : 0;
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
