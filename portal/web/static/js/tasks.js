// One button ticks every office of a task, or none; without a script they are ticked one by one.
for (const chooser of document.querySelectorAll('[data-choose-all]')) {
  const boxes = [...chooser.querySelectorAll('input[type="checkbox"]')];
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button button--quiet button--small';
  const named = () => {
    button.textContent = boxes.every((box) => box.checked) ? chooser.dataset.chooseNone : chooser.dataset.chooseAll;
  };
  button.addEventListener('click', () => {
    const wanted = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = wanted;
    named();
  });
  for (const box of boxes) box.addEventListener('change', named);
  named();
  chooser.querySelector('.choices')?.before(button);
}
