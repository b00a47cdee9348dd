/* SPDX-License-Identifier: BSD-3-Clause */
/* hurry.c: see hurry.h. */
#include "hurry.h"

#include <rte_cycles.h>

#include "plt.h"

static _Thread_local const atomic_bool *device_is_dead;
static void (*delay_us)(unsigned int us); /* what rte_delay_us was before */

static bool
hurries(void)
{
	return device_is_dead && atomic_load_explicit(device_is_dead, memory_order_relaxed);
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

const atomic_bool *
hurry_while(const atomic_bool *dead)
{
	const atomic_bool *before = device_is_dead;

	device_is_dead = dead;
	return before;
}
