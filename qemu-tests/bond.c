/* SPDX-License-Identifier: BSD-3-Clause */
/* bond.c: see bond.h. */
#include "bond.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "vm.h"

#define VF_ALIAS  "ua-vf0"
#define UNPLUG_MS 10000
#define POLL_MS   20

static int
type_all(struct host *host, const char *name, const char *const *lines, size_t n, char *complaints,
         size_t size, struct err *err)
{
	int code = 0;

	for (size_t i = 0; i < n && code >= 0; i++) {
		size_t used = strlen(complaints);
		char said[256];

		code = vm_type(host, name, lines[i], said, sizeof(said), err);
		if (code == 0)
			snprintf(complaints + used, size - used, "%s: %s", lines[i], said);
	}
	return code < 0 ? code : 0;
}

static int
unplug(struct host *host, const char *name, struct err *err)
{
	uint64_t deadline = clock_us() + UNPLUG_MS * 1000ull;
	int code = vm_unplug(host, name, VF_ALIAS, err);

	if (code < 0)
		return code;
	while (vm_has(host, name, VF_ALIAS)) {
		if (clock_us() > deadline)
			return err_set(err, -ETIMEDOUT, VF_ALIAS " was not unplugged within %d ms",
			               UNPLUG_MS);
		clock_sleep_ms(POLL_MS);
	}
	return 0;
}

int
bond_cross(struct host *from, struct host *to, const char *name, char *complaints, size_t size,
           struct err *err)
{
	char address[VM_BDF] = "", attach[64], detach[64];
	/* `port detach` refuses a port that is closed, and a device that stays probed cannot be attached
	 * again. */
	const char *const leave[] = {"set bonding primary 0 2",
	                             "remove bonding slave 1 2",
	                             "port stop 1",
	                             "port close 1",
	                             "port detach 1",
	                             detach};
	const char *const arrive[] = {attach, "port start 1", "add bonding slave 1 2",
	                              "set bonding primary 1 2"};
	int code = 0;

	complaints[0] = '\0';
	if (vm_has(from, name, VF_ALIAS)) {
		code = vm_bind_vf(from, name, address, sizeof(address), err);
		snprintf(detach, sizeof(detach), "device detach %s", address);
		if (code == 0)
			code = type_all(from, name, leave, sizeof(leave) / sizeof(leave[0]), complaints, size,
			                err);
		if (code == 0)
			code = unplug(from, name, err);
	}
	if (code == 0)
		code = vm_migrate(from, to, name, err);
	if (code == 0)
		code = vm_plug(to, name, err);
	if (code == 0)
		code = vm_bind_vf(to, name, address, sizeof(address), err);
	snprintf(attach, sizeof(attach), "port attach %s", address);
	if (code == 0)
		code = type_all(to, name, arrive, sizeof(arrive) / sizeof(arrive[0]), complaints, size, err);
	return code;
}
