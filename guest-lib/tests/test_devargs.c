/* SPDX-License-Identifier: BSD-3-Clause */
/* test_devargs.c: the arguments of --vdev net_vferry0,...: what is taken, and what is refused with which
 * words. */
#include "devargs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit.h"

#define MAC "mac=52:54:00:AA:00:01"

static void
all_of_them(void)
{
	struct devargs args;
	struct err err = {0};

	CU_ASSERT_EQUAL(devargs_parse(MAC
	                              ",vf=0000:01:00.0,backup=0000:00:04.0,link=/dev/link,driver=vfio-pci,"
	                              "announce=192.0.2.1,announce=2001:db8::1,dead=ones",
	                              &args, &err),
	                0);
	CU_ASSERT_STRING_EQUAL(args.mac, "52:54:00:aa:00:01");
	CU_ASSERT_STRING_EQUAL(args.vf, "0000:01:00.0");
	CU_ASSERT_STRING_EQUAL(args.backup, "0000:00:04.0");
	CU_ASSERT_STRING_EQUAL(args.link, "/dev/link");
	CU_ASSERT_STRING_EQUAL(args.driver, "vfio-pci");
	CU_ASSERT_EQUAL_FATAL(args.naddresses, 2);
	CU_ASSERT_EQUAL(args.addresses[0].kind, ANNOUNCE_IPV4);
	CU_ASSERT_EQUAL(memcmp(args.addresses[0].ip, "\xc0\x00\x02\x01", 4), 0);
	CU_ASSERT_EQUAL(args.addresses[1].kind, ANNOUNCE_IPV6);
	CU_ASSERT_EQUAL(args.addresses[1].ip[15], 1);
	CU_ASSERT_EQUAL(args.dead, GUARD_ONES);
}

static void
the_mac_alone(void)
{
	struct devargs args;
	struct err err = {0};

	CU_ASSERT_EQUAL(devargs_parse(MAC, &args, &err), 0);
	CU_ASSERT_STRING_EQUAL(args.vf, "");
	CU_ASSERT_STRING_EQUAL(args.backup, "");
	CU_ASSERT_STRING_EQUAL(args.link, "");
	CU_ASSERT_STRING_EQUAL(args.driver, "");
	CU_ASSERT_EQUAL(args.naddresses, 0);
	CU_ASSERT_EQUAL(args.dead, GUARD_ZEROS);
}

static void
refused(void)
{
	static const struct {
		const char *text, *words;
	} bad[] = {
	        {NULL, "mac= is missing"},
	        {"", "mac= is missing"},
	        {"vf=0000:01:00.0", "mac= is missing"},
	        {"mac=", "not a unicast MAC"},
	        {"mac=52:54:00:00:00", "not a unicast MAC"},
	        {"mac=01:00:5e:00:00:01", "not a unicast MAC"},
	        {"mac=00:00:00:00:00:00", "not a unicast MAC"},
	        {MAC "," MAC, "given twice"},
	        {MAC ",vf=a,vf=b", "given twice"},
	        {MAC ",vf=", "empty"},
	        {MAC ",driver=a123456789b123456789c123456789d123456789e123456789f123456789g123456789",
	         "too long"},
	        {MAC ",dead=twos", "neither ones nor zeros"},
	        {MAC ",dead=ones,dead=ones", "given twice"},
	        {MAC ",announce=192.0.2.256", "not an IPv4 or IPv6"},
	        {MAC ",announce", "not an IPv4 or IPv6"},
	        {MAC ",speed=9", "none of mac"},
	};

	for (unsigned int i = 0; i < RTE_DIM(bad); i++) {
		struct err err = {0};
		struct devargs args;

		CU_ASSERT_EQUAL(devargs_parse(bad[i].text, &args, &err), -EINVAL);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, bad[i].words));
	}
}

static void
sixteen_addresses_fit(void)
{
	char text[1024] = MAC;
	struct devargs args;
	struct err err = {0};

	for (unsigned int i = 0; i < DEVARGS_ADDRESSES_MAX; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), ",announce=192.0.2.%u", i);
	CU_ASSERT_EQUAL(devargs_parse(text, &args, &err), 0);
	CU_ASSERT_EQUAL(args.naddresses, DEVARGS_ADDRESSES_MAX);
	snprintf(text + strlen(text), sizeof(text) - strlen(text), ",announce=192.0.2.99");
	CU_ASSERT_EQUAL(devargs_parse(text, &args, &err), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "too many"));
}

static const struct unit_test tests[] = {
        {"all arguments", all_of_them},
        {"the MAC alone", the_mac_alone},
        {"what is refused, and why", refused},
        {"sixteen addresses fit", sixteen_addresses_fit},
};

UNIT_MAIN("devargs", tests)
