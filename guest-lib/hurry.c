/* SPDX-License-Identifier: BSD-3-Clause */
/* hurry.c: see hurry.h. */
#include "hurry.h"

#include <rte_cycles.h>
#include <stdbool.h>

#include "plt.h"

static _Thread_local const _Atomic enum bus_sign *device_sign;
static void (*delay_us)(unsigned int us); /* what rte_delay_us was before */

static bool
hurries(void)
{
	return device_sign && bus_sign_is_death(atomic_load_explicit(device_sign, memory_order_relaxed));
}

static void
delay(unsigned int us)
{
	if (!hurries())
		delay_us(us);
}

static void
delay_sleep(unsigned int us)
{
	if (!hurries())
		rte_delay_us_sleep(us);
}

int
hurry_install(struct err *err)
{
	int changed;

	if (rte_delay_us != delay) {
		delay_us = rte_delay_us;
		rte_delay_us_callback_register(delay);
	}
	changed = plt_hook("rte_delay_us_sleep", (void *)delay_sleep, err);
	return changed < 0 ? changed : 0;
}

const _Atomic enum bus_sign *
hurry_if_dead(const _Atomic enum bus_sign *sign)
{
	const _Atomic enum bus_sign *before = device_sign;

	device_sign = sign;
	return before;
}
