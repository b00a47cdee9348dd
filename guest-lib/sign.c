/* SPDX-License-Identifier: BSD-3-Clause */
/* sign.c: see sign.h. */
#include "sign.h"

#include <assert.h>

static const char *const signs[] = {
        [BUS_FINE] = "fine",     [BUS_NOTICE] = "notice", [BUS_RESET] = "reset", [BUS_HUP] = "hup",
        [BUS_UEVENT] = "uevent", [BUS_SIGBUS] = "sigbus", [BUS_ONES] = "ones",
};
static_assert(sizeof(signs) / sizeof(signs[0]) == BUS_SIGN_MAX_, "each sign has a name");

bool
bus_sign_is_death(enum bus_sign sign)
{
	return sign > BUS_RESET;
}

const char *
bus_sign_name(enum bus_sign sign)
{
	return signs[sign];
}
