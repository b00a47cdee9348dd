/* SPDX-License-Identifier: BSD-3-Clause */
/* test_uricheck.c: URIs that clients of vferryd may name, and those that would run a program. */
#include <errno.h>
#include <string.h>

#include "tests/unit.h"
#include "vferryd/uricheck.h"

static void
usual_ones_pass(void)
{
	static const char *const uris[] = {
	        "qemu:///system",
	        "qemu+unix:///system?socket=/run/libvirt/libvirt-sock",
	        "qemu+ssh://root@hostb/system",
	        "qemu+ssh://root@hostb:2222/system?keyfile=/root/.ssh/id&no_verify=1",
	        "qemu+libssh://hostb/system?known_hosts=/etc/ssh/known_hosts&sshauth=privkey",
	        "qemu+libssh2://hostb/system",
	        "qemu+tls://hostb/system?pkipath=/etc/pki",
	        "qemu+tcp://192.0.2.1/system",
	        "qemu://hostb/system",
	        "test:///default",
	        "QEMU+SSH://hostb/system",
	};
	struct err err;

	CU_ASSERT_EQUAL(uricheck(NULL, &err), 0);
	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		CU_ASSERT_EQUAL(uricheck(uris[i], &err), 0);
}

static void
programs_do_not(void)
{
	static const char *const uris[] = {
	        "qemu+ext:///system?command=/tmp/x",
	        "qemu+ext:///system",
	        "qemu+EXT:///system",
	        "qemu+ssh://hostb/system?command=/tmp/x",
	        "qemu+ssh://hostb/system?netcat=/tmp/x",
	        "qemu+ssh://hostb/system?keyfile=a&netcat=/tmp/x",
	        "qemu+ssh://hostb/system?keyfile=a;NetCat=/tmp/x",
	        "qemu+ssh://hostb/system?net%63at=/tmp/x",
	        "qemu+ssh://hostb/system?command",
	        "qemu+what:///system",
	        "qemu+ssh+ext:///system",
	};
	struct err err;

	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		CU_ASSERT_EQUAL(uricheck(uris[i], &err), -EPERM);
}

static void
what_is_no_uri_is_refused(void)
{
	static const char *const uris[] = {"", "hostb", "/run/libvirt/libvirt-sock",
	                                   "qemu+ssh://host b/system", "%"};
	struct err err;

	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		CU_ASSERT_EQUAL(uricheck(uris[i], &err), -EINVAL);
}

static const struct unit_test tests[] = {
        {"usual ones pass", usual_ones_pass},
        {"programs do not", programs_do_not},
        {"what is no URI is refused", what_is_no_uri_is_refused},
};

UNIT_MAIN("uricheck", tests)
