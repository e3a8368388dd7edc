/**
 * A working day that no other test of the file uses: so many of them from now.
 * @param {number} days
 */
export function dayFromNow(days) {
  const day = new Date();
  for (let left = days; left > 0; left -= isWorking(day) ? 1 : 0) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

/** @param {Date} day */
function isWorking(day) {
  return day.getUTCDay() % 6 !== 0;
}

/**
 * What another desk of the clinic does meanwhile.
 * @param {(method: string, path: string, body?: unknown) => Promise<any>} send
 */
export function desk(send) {
  return {
    /** @param {string} start @param {Record<string, unknown>} [fields] */
    book: (start, fields = {}) => send("POST", "/api/visits/appointments", { start, typeId: 1, bookedBy: "Another desk", ...fields }),
    /** @param {number} id @param {string} status */
    step: (id, status) => send("PUT", `/api/visits/appointments/${id}/status`, { status }),
    /** @param {string} day @returns {Promise<any[]>} */
    agenda: async (day) => (await send("GET", `/api/visits/appointments?from=${day}`)).appointments,
    /** @param {string} lastName @param {string} petName */
    register: async (lastName, petName) => {
      const owner = await send("POST", "/api/customers/owners", {
        firstName: "Nora", lastName, address: "12 Harbor Rd.", city: "Madison", telephone: "6085550142",
      });
      const pet = await send("POST", `/api/customers/owners/${owner.id}/pets`, { name: petName, typeId: 1 });
      return { ownerId: owner.id, petId: pet.id };
    },
  };
}

/**
 * Gives a reason if one is asked for, as it is at times at which the clinic is closed, and waits for the outcome.
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Locator} outcome
 */
export async function agree(page, outcome) {
  const reason = page.getByLabel("Why it may overlap");
  await outcome.or(reason).first().waitFor();
  if (await reason.isVisible()) {
    await reason.fill("an emergency");
    await page.getByRole("button", { name: "Book anyway" }).click();
  }
  await outcome.waitFor();
}
